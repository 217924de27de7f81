"""A made-up municipality and a loopback Teams: what the demo, end-to-end tests and benchmarks need."""

// Loaded into the test client before anything else: keeps it off the network and from outliving its starter.
'use strict';
const net = require('node:net');

// It asks for every address of the machine; it gets the loopback one.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function listenOnLoopback(...args) {
  const options = net._normalizeArgs(args)[0];
  const callback = args.find((argument) => typeof argument === 'function');
  return listen.call(this, { ...options, host: '127.0.0.1' }, callback);
};

// Its standard input closes when whoever started it ends, however that happens.
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();

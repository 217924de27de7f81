// How Chromium is started for the tests: without a sandbox, as root has none, and without saying anything to the network.
'use strict';
module.exports = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

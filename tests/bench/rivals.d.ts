// The rivals are a package of their own and mostly not installed: what they are is not checked, how they are used is.
declare module '@ghostery/adblocker';
declare module '@gorhill/ubo-core';
declare module 'adblock-rs';

/** Preloaded into the demo's processes: when the demo is gone, however it went, they go too. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

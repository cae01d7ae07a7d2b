/** Preloaded into every process that a measurement starts: whoever started it is gone, so it goes too. */
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

/** @countersign/server: the service, to be run by the command line and by tests. */
export { createApp, createNeeds, setupLink, type App } from './app.ts'
export { configHelp, ConfigProblems, parseConfig, type Config } from './config.ts'
export { fillWithDemonstration, type Demonstration } from './demonstration.ts'
export { createLogger } from './logger.ts'
export { listKeys, rotateKeys, setUpAtTheMachine, type ListedKey } from './operator.ts'
export { Refusal } from './domain/refusal.ts'
export { serve, type Serving } from './serve.ts'

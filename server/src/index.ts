/** @countersign/server: the service, to be run by the command line and by tests. */
export { createApp, createNeeds, setupLink, type App } from './app.ts'
export { backUpInstallation, restoreInstallation, type Restored } from './backup.ts'
export { flagsIn } from './command-line.ts'
export { configReference } from './config-reference.ts'
export { configHelp, ConfigProblems, parseConfig, type Config, type SettingName } from './config.ts'
export { fillWithDemonstration, type Demonstration } from './demonstration.ts'
export { nearestOf } from './nearest.ts'
export { exposedFile, exposedSecrets } from './exposed-secrets.ts'
export { inWords } from './in-words.ts'
export { createLogger } from './logger.ts'
export {
  listKeys,
  passwordResetLink,
  mailStatus,
  revokeKey,
  rotateKeys,
  rotateKeysInEmergency,
  sendTestMail,
  setUpAtTheMachine,
  type ListedKey,
} from './operator.ts'
export {
  addOrganization,
  changeOrganization,
  listOrganizations,
  type ListedOrganization,
} from './operator-organizations.ts'
export {
  applyServicesFile,
  exportServices,
  listServicesOf,
  type AppliedServices,
  type ListedService,
  type ServicesAnswer,
} from './operator-services.ts'
export { isStepToDo, type ServicesPlan, type ServiceStep } from './actions/services/plan-services.ts'
export { ServicesFileProblems } from './services-file.ts'
export { tokenStringsIn, withoutTokenStrings } from './crypto/token-string.ts'
export { Refusal } from './domain/refusal.ts'
export { serve, type Serving } from './serve.ts'
export { endedEarly, toldToStop, waitingFor, type StopSignal } from './stop-signals.ts'

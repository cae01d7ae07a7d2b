/** Tells of files with secrets that everyone on the machine may read. It goes by the mode of the file alone. */
import { statSync } from 'node:fs'
import { SETTINGS, variableOf, type Config } from './config.ts'
import { variablesIn } from './config-env-file.ts'

/** The files that secrets of the configuration stand in and that everyone may read, each with a sentence about it. */
export function exposedSecrets(
  config: Pick<Config, 'envFile' | 'secretFiles' | 'tlsKey'>,
): { readonly file: string; readonly told: string }[] {
  const ofSettings = exposedSettings(config)
  const files = [...config.secretFiles, ...(config.tlsKey === undefined ? [] : [config.tlsKey])]
  return [
    ...(ofSettings === undefined ? [] : [{ file: config.envFile!, told: ofSettings }]),
    ...files.flatMap((file) => {
      const told = exposedFile(file, 'the secret')
      return told === undefined ? [] : [{ file, told }]
    }),
  ]
}

/** A sentence about the file of settings; undefined when nothing in it has to be kept from others. */
function exposedSettings({ envFile }: Pick<Config, 'envFile'>): string | undefined {
  if (envFile === undefined || !isReadableByAll(envFile)) return undefined
  const variables = variablesIn(envFile, [])
  const secrets = Object.entries(SETTINGS)
    .filter(([, setting]) => 'isSecret' in setting)
    .map(([name]) => variableOf(name))
    .filter((variable) => isSecret(variables[variable] ?? ''))
  return secrets.length === 0 ? undefined : exposed(envFile, secrets.join(' and '))
}

export const exposedFile = (path: string, what: string): string | undefined =>
  isReadableByAll(path) ? exposed(path, what) : undefined

const exposed = (path: string, what: string): string =>
  `Everyone on this machine can read ${what} in ${path}: "chmod o= ${path}" ends that.`

/** The address of a database without a password tells nothing that opens it. */
const isSecret = (value: string): boolean =>
  value !== '' && !/^postgres(ql)?:\/\/([^:@/]*@)?[^@]*$/.test(value)

function isReadableByAll(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  // Windows has no such permissions and reports all of them.
  return process.platform !== 'win32' && found?.isFile() === true && (found.mode & 0o004) !== 0
}

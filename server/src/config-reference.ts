/** The table of settings as the page docs/configuration.md. `scripts/write-configuration-reference.ts` writes it. */
import { flagOf, SETTINGS, variableOf } from './config.ts'

const HEAD = `# Configuration

<!-- Made from server/src/config.ts. Do not edit: node --conditions=countersign-source scripts/write-configuration-reference.ts writes it. -->

Every setting is an environment variable and, unless it is a secret, a flag of \`countersign serve\`, \`setup\`, \`keys\`, \`backup\` and \`restore\`. Flags win. An unknown flag or an unknown variable that begins with \`COUNTERSIGN_\` is an error, an empty variable is as good as none, and all that is wrong is told at once. What Kubernetes sets for a service called countersign (\`COUNTERSIGN_PORT=tcp://…\`, \`COUNTERSIGN_SERVICE_HOST\`) is no setting and is ignored.

A secret never belongs into a command line, which everybody on the machine can read: put it into a file that only the account of the service can read, and name that with \`--env-file\`, or name a file with the secret alone by the variable with \`_FILE\` behind its name. In it a line is \`NAME=value\`, empty, or a comment that begins with \`#\`. A value may stand in single quotes, in which all is as it stands, or in double quotes, in which a backslash goes before \`"\`, \`\\\`, \`$\` and a grave accent; nothing is expanded. What is set in the environment wins over the file.
`

type Row = { readonly help: string; readonly fallback?: string; readonly isSecret?: true }

export function configReference(): string {
  const sections = Object.entries<Row>(SETTINGS).map(([name, { help, fallback, isSecret }]) => {
    const text = help.replaceAll('<', String.raw`\<`)
    const sentence = /[.:]$/.test(text) ? text : `${text}.`
    const facts = [
      isSecret
        ? `A secret: it has no flag. \`${variableOf(name)}_FILE\` names a file with it.`
        : `Flag: \`${flagOf(name)}\`.`,
      ...(fallback ? [`Default: \`${fallback}\`.`] : []),
    ]
    return `## ${variableOf(name)}\n\n${sentence}\n\n${facts.join(' ')}\n`
  })
  return [HEAD, ...sections].join('\n')
}

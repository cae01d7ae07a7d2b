/** The table of settings as the page docs/configuration.md. `scripts/write-configuration-reference.ts` writes it. */
import { flagOf, SETTINGS, variableOf } from './config.ts'

const HEAD = `# Configuration

<!-- Made from server/src/config.ts. Do not edit: node --conditions=countersign-source scripts/write-configuration-reference.ts writes it. -->

Every setting is an environment variable and, unless it is a secret, a flag of \`countersign serve\`, \`setup\`, \`keys\`, \`backup\` and \`restore\`. Flags win. An unknown flag or an unknown variable that begins with \`COUNTERSIGN_\` is an error, an empty variable is as good as none, and all that is wrong is told at once.
`

type Row = { readonly help: string; readonly fallback?: string; readonly isSecret?: true }

export function configReference(): string {
  const sections = Object.entries<Row>(SETTINGS).map(([name, { help, fallback, isSecret }]) => {
    const text = help.replaceAll('<', String.raw`\<`)
    const sentence = /[.:]$/.test(text) ? text : `${text}.`
    const facts = [
      isSecret ? 'A secret: it has no flag.' : `Flag: \`${flagOf(name)}\`.`,
      ...(fallback ? [`Default: \`${fallback}\`.`] : []),
    ]
    return `## ${variableOf(name)}\n\n${sentence}\n\n${facts.join(' ')}\n`
  })
  return [HEAD, ...sections].join('\n')
}

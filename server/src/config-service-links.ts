/**
 * Variables that Kubernetes and Docker set in every container for each service beside it: a service that is called
 * `countersign` makes them look like settings. Only what is one by its value too is taken for one.
 */
const ADDRESS = /^[0-9a-fA-F:.]+$/
const PORT = /^[0-9]{1,5}$/
const LINK = /^(tcp|udp|sctp):\/\/\S+$/

const KINDS: readonly (readonly [name: RegExp, value: RegExp])[] = [
  [/_SERVICE_HOST$/, ADDRESS],
  [/_SERVICE_PORT(_[A-Z0-9_]+)?$/, PORT],
  [/_PORT(_[0-9]+_(TCP|UDP|SCTP))?$/, LINK],
  [/_PORT_[0-9]+_(TCP|UDP|SCTP)_PROTO$/, /^(tcp|udp|sctp)$/],
  [/_PORT_[0-9]+_(TCP|UDP|SCTP)_PORT$/, PORT],
  [/_PORT_[0-9]+_(TCP|UDP|SCTP)_ADDR$/, ADDRESS],
]

export const isServiceLink = (variable: string, value: string): boolean =>
  KINDS.some(([name, form]) => name.test(variable) && form.test(value))

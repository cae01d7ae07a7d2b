/**
 * The one rule for an e-mail address that is kept: something, an @, and a host name with a dot in it. Whether anybody reads
 * there only a mail can tell; this finds what is no address, before something is sent to it or signed in with it.
 */
const ATOM = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
const ADDRESS = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${LABEL}\\.)+${LABEL}$`, 'i')
const LONGEST = 254

export const isEmailAddress = (text: string): boolean => text.length <= LONGEST && ADDRESS.test(text)

/** Where this console is served from, read from the page's `<base>`. It never believes the address bar's path. */
const base = new URL('.', document.baseURI)

/** Ends with a slash: `/` or `/prefix/`. */
export const basePath = base.pathname

/** Origin and prefix, without a final slash. */
export const publicUrl = (base.origin + base.pathname).replace(/\/$/, '')

/** Hands something over as a JSON file. The file is made in memory and released at once. */
export function downloadJson(kind: string, name: string, content: object): void {
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(content, undefined, 2)}\n`], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = `${kind}-${fileName(name)}.json`
  link.click()
  // The browser has taken the content by the next turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url))
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60)

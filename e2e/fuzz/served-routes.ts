/** The routes that a server really has, read from the tree that Fastify prints of them. */
import assert from 'node:assert/strict'

type Served = { readonly method: string; readonly path: string }

export function routesOf(tree: string): Served[] {
  const parts: string[] = []
  const served = tree.split('\n').flatMap((line): Served[] => {
    const [, indent = '', part = '', methods = ''] =
      /^((?:[│ ] {3})*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? []
    if (part === '') return []
    parts.splice(indent.length / 4, Infinity, part)
    const path = parts.join('')
    return methods.split(', ').flatMap((method) => (method === '' ? [] : [{ method, path }]))
  })
  assert.ok(served.length > 40)
  return served
}

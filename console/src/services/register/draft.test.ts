import assert from 'node:assert/strict'
import test from 'node:test'
import type { RegisterService } from '@countersign/api'
import { changed, definitionOf, draftOf, EMPTY, narrowing, problemsOf, type Draft } from './draft.ts'

const READ = { name: 'wiki:page.read', description: 'Read pages' }
const WRITE = { name: 'wiki:page.write', description: '' }
const WIKI: RegisterService = {
  ...{ name: 'wiki', displayName: 'Wiki', description: null },
  permissions: [READ, WRITE],
  roles: [
    { name: 'wiki:reader', displayName: 'Reader', permissions: [READ.name] },
    { name: 'wiki:editor', displayName: 'Editor', permissions: [READ.name, WRITE.name] },
  ],
}
const { name: _name, ...DEFINITION } = WIKI
const draft = draftOf(WIKI, true)

test('a definition that nobody touched is what it was', () => {
  assert.deepEqual(definitionOf(draft), DEFINITION)
  assert.deepEqual(problemsOf(draft), {})
  assert.equal(narrowing(DEFINITION, definitionOf(draft)), undefined)
})

test('a permission that is renamed before it exists stays ticked, and one that is retired leaves every role', () => {
  const added = changed(draft, { do: 'add permission', key: 'new' })
  const ticked = changed(added, { do: 'tick', role: 'wiki:reader', permissions: ['new'], isTicked: true })
  const named = changed(ticked, { do: 'say of permission', key: 'new', said: { local: ' page.see ' } })
  assert.deepEqual(definitionOf(named).roles[0]!.permissions, [READ.name, 'wiki:page.see'])
  const retired = definitionOf(changed(named, { do: 'retire permission', key: READ.name }))
  assert.deepEqual(
    retired.roles.map(({ permissions }) => permissions),
    [['wiki:page.see'], [WRITE.name]],
  )
})

test('what a change takes away is told: roles, permissions, and roles that permit less', () => {
  const after = {
    ...DEFINITION,
    permissions: [READ],
    roles: [{ ...WIKI.roles[1]!, permissions: [READ.name] }],
  }
  assert.deepEqual(narrowing(DEFINITION, after), {
    ...{ roles: ['wiki:reader'], permissions: [WRITE.name], narrowed: ['wiki:editor'] },
  })
  const more = { ...DEFINITION, roles: [...WIKI.roles, { ...WIKI.roles[0]!, name: 'wiki:x' }] }
  assert.equal(narrowing(DEFINITION, more), undefined)
})

test('what is wrong stands at the path that the server would name', () => {
  const [permission] = draft.permissions
  const twice: Draft = {
    ...{ ...draft, name: 'Wiki', displayName: ' ' },
    permissions: [permission!, { ...permission!, key: 'again' }],
    roles: [{ ...draft.roles[0]!, local: 'Reader', displayName: '' }],
  }
  assert.deepEqual(Object.keys(problemsOf(twice)).toSorted(), [
    ...['displayName', 'name', 'permissions.1.name', 'roles.0.displayName', 'roles.0.name'],
  ])
  assert.deepEqual(Object.keys(problemsOf(EMPTY)), ['name', 'displayName'])
})

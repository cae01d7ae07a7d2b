/** What is read where somebody decides whether to withdraw an application. */
import assert from 'node:assert/strict'
import test from 'node:test'
import type { ConnectedApp } from '@countersign/api'
import { allowedInWords } from './allowed-in-words.ts'

const NOTHING = { allRoles: false, allPermissions: false, roles: [], permissions: [] }
const SIGN_IN: ConnectedApp = {
  ...{ appId: 'app-1', name: 'Wiki', description: '', organizationId: 'acme', organizationName: 'Acme' },
  ...{ isActive: true, tells: ['openid'], rights: null, allowedAt: '', lastUsedAt: null },
  scopes: { openId: true, administration: false, allRoles: false, organization: NOTHING, services: [] },
}

test('an application that only signs people in is said to have no more', () => {
  assert.deepEqual(allowedInWords(SIGN_IN), ['knows who you are'])
})

test('what it is told and may do is named, and all of it where it may do all', () => {
  const scopes = { ...SIGN_IN.scopes, allRoles: true, administration: true }
  assert.deepEqual(allowedInWords({ ...SIGN_IN, scopes, tells: ['email', 'openid'] }), [
    'knows who you are',
    'sees your e-mail address',
    'may do everything that you may',
    'administers Countersign',
  ])
  assert.deepEqual(allowedInWords({ ...SIGN_IN, scopes, rights: ['inventory:viewer'] }), [
    'knows who you are',
    'may use inventory:viewer',
  ])
  const roles = [{ name: 'inventory:admin', resource: null }]
  const services = [{ ...NOTHING, serviceId: 's', roles }]
  assert.deepEqual(allowedInWords({ ...SIGN_IN, scopes: { ...SIGN_IN.scopes, services } }), [
    'knows who you are',
    'may use inventory:admin',
  ])
})

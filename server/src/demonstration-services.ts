/** The two services that the demonstration registers. */
import type { NewService } from './actions/services/register-service.ts'

export const INVENTORY: NewService = {
  name: 'inventory',
  displayName: 'Inventory',
  permissions: [
    { name: 'inventory:item.read', description: 'See items and their stock' },
    { name: 'inventory:item.write', description: 'Add and change items' },
    { name: 'inventory:item.delete', description: 'Delete items' },
    { name: 'inventory:report.read', description: 'See stock reports' },
  ],
  roles: [
    {
      name: 'inventory:viewer',
      displayName: 'Viewer',
      permissions: ['inventory:item.read', 'inventory:report.read'],
    },
    {
      name: 'inventory:admin',
      displayName: 'Administrator',
      permissions: [
        'inventory:item.read',
        'inventory:item.write',
        'inventory:item.delete',
        'inventory:report.read',
      ],
    },
  ],
}

export const BILLING: NewService = {
  name: 'billing',
  displayName: 'Billing',
  permissions: [
    { name: 'billing:invoice.read', description: 'See invoices' },
    { name: 'billing:invoice.pay', description: 'Pay invoices' },
  ],
  roles: [
    { name: 'billing:auditor', displayName: 'Auditor', permissions: ['billing:invoice.read'] },
    {
      name: 'billing:clerk',
      displayName: 'Clerk',
      permissions: ['billing:invoice.read', 'billing:invoice.pay'],
    },
  ],
}

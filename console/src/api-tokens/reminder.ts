/** The e-mail reminder as it is chosen: the days stay as they were while no reminder is wanted. */
export type ReminderAnswer = { readonly isWanted: boolean; readonly days: number }

export const DEFAULT_REMINDER: ReminderAnswer = { isWanted: false, days: 30 }

export const reminderDaysOf = ({ isWanted, days }: ReminderAnswer): number | null => (isWanted ? days : null)

export const wrongReminder = ({ isWanted, days }: ReminderAnswer): string | undefined =>
  isWanted && !(Number.isInteger(days) && days >= 1 && days <= 365) ? 'From 1 to 365 days.' : undefined

/** What is there on every page: the page itself, and the dialog that asks for the password when a call needs it. */
import { Outlet } from '@tanstack/react-router'
import { FollowOtherTabs } from '../sessions/follow-other-tabs.tsx'
import { GateDialog } from '../sessions/gate-dialog.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <GateDialog />
      <FollowOtherTabs />
    </>
  )
}

/** What is there on every page: the page itself, and the dialog that asks for the password when a call needs it. */
import { Outlet } from '@tanstack/react-router'
import { FollowOtherTabs } from '../session/follow-other-tabs.tsx'
import { GateDialog } from '../session/gate-dialog.tsx'

export function Root() {
  return (
    <>
      <Outlet />
      <GateDialog />
      <FollowOtherTabs />
    </>
  )
}

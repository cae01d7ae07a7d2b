/** Asks whoever leaves without having copied, downloaded or printed the value. */
import { LeavingGuard } from '../../frame/leaving-guard.tsx'

export const LeavingDialog = ({ isKept }: { readonly isKept: boolean }) => (
  <LeavingGuard isNeeded={!isKept} title="You have not kept the value" leaveLabel="Leave without it">
    <p>
      It was neither copied nor downloaded nor printed here, and it cannot be seen again. Without it the token
      is of no use until you regenerate it. If you have written it down, leave.
    </p>
  </LeavingGuard>
)

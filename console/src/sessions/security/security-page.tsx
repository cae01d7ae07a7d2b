/** The password and the places where one is signed in. */
import { Page } from '../../frame/page.tsx'
import classes from '../account/columns.module.css'
import { ChangePassword } from './change-password.tsx'
import { Sessions } from './sessions.tsx'

export function SecurityPage() {
  return (
    <Page title="Security">
      <section className={classes.section} aria-labelledby="password-heading">
        <h2 id="password-heading">Password</h2>
        <p>
          Changing it ends your sessions everywhere else. Your API tokens go on working: revoke those you no
          longer trust.
        </p>
        <ChangePassword />
      </section>
      <section className={classes.section} aria-labelledby="sessions-heading">
        <h2 id="sessions-heading">Active sessions</h2>
        <p>
          Where you are signed in to this console. End any that you do not recognize, then change your
          password.
        </p>
        <Sessions />
      </section>
    </Page>
  )
}

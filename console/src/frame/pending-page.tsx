/** Stands in the frame while a page is on its way: where its title and its first lines will be. */
import { Lines } from './lines.tsx'
import classes from './page.module.css'

export const PendingPage = () => (
  <div className={classes.head}>
    <Lines count={5} label="Opening the page" />
  </div>
)

/** The typed client of `/api/v1`, bare: it asks for no sign-in. Everything but the session itself goes through `call`. */
import { createClient } from '@countersign/api'
import { publicUrl } from './base-path.ts'

export const client = createClient({ baseUrl: publicUrl })

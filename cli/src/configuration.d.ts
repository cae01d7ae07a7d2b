/** The configuration of the service, from this command's flags and environment. */
import { type Config } from '@countersign/server'
/** @throws {UsageError} with every problem at once */
export declare function configuration(argv: readonly string[]): Config

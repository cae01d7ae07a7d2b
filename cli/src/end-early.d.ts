import { type StopSignal } from '@countersign/server'
/**
 * By the signal itself: an exit would wait for threads, and one that reads from a disk that hangs never ends. What is cut
 * off leaves nothing half done: changes are transactions, and files get their name last.
 */
export declare function endEarly(signal: StopSignal): never

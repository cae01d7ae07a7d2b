import { type Command } from './command.ts'
export declare const commands: readonly Command[]

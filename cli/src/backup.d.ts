import { type Command } from './command.ts'
export declare const backupCommand: Command
export declare const restoreCommand: Command

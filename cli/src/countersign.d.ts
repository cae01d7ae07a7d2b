#!/usr/bin/env node
/** The `countersign` command. Loads the rest only on a Node that can: on an older one that would fail with a riddle. */
import './thread-pool.ts'

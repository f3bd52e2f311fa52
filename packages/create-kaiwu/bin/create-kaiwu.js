#!/usr/bin/env node
// `npm create kaiwu my-desk` is `kaiwu create my-desk`.
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const home = dirname(createRequire(import.meta.url).resolve('kaiwu/package.json'))
process.argv.splice(2, 0, 'create')
await import(pathToFileURL(join(home, 'bin', 'kaiwu.js')).href)

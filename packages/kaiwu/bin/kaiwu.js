#!/usr/bin/env node
// Plain JavaScript that an old Node.js can still read: it has to say, in words, that it is too old.
import { existsSync } from 'node:fs'
import module from 'node:module'

const [major, minor] = process.versions.node.split('.').map(Number)
const main = new URL('../dist/main.js', import.meta.url)

if (major < 22 || (major === 22 && minor < 18)) {
  stop(
    `开物需要 Node.js 22.18 或更新的版本，这里是 ${process.versions.node}。请安装新版 Node.js 后重试。`,
    `Kaiwu needs Node.js 22.18 or newer; this is ${process.versions.node}. Install a newer Node.js and try again.`,
  )
} else if (!existsSync(main)) {
  stop(
    '程序还没有构建；请在仓库的顶层文件夹运行 npm run build。',
    'The program has not been built; run npm run build at the top of the repository.',
  )
} else {
  module.enableCompileCache?.()
  await import(main.href)
}

function stop(zh, en) {
  process.stderr.write(`${zh}\n${en}\n`)
  process.exitCode = 78
}

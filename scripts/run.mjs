// The one way into the repository: `npm start`, `npm test` and the rest come here. Plain JavaScript without dependencies,
// because it runs before anything is installed and on any Node.js from 18 on.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { install } from './install.mjs'
import { pinnedNode } from './pinned-node.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [task, ...rest] = process.argv.slice(2)
const bin = (name) => join(root, 'node_modules', name)
const source = '--conditions=kaiwu-src'

const turbo = [bin('turbo/bin/turbo'), 'run', 'build', '--output-logs=errors-only', '--log-order=grouped']
const kaiwu = join(root, 'packages/kaiwu/bin/kaiwu.js')
const demo = ['templates/government', 'templates/manufacturing']

/** Each task is a list of programs for Node.js, run one after the other until one fails. */
const tasks = {
  start: [turbo, [kaiwu, 'serve', '--demo', ...demo]],
  build: [turbo],
  test: [[bin('vitest/vitest.mjs'), 'run']],
  'test:ci': [[bin('vitest/vitest.mjs'), 'run', '--config', 'test/ci/vitest.config.ts']],
  typecheck: [
    [bin('typescript/bin/tsc'), '-b'],
    [bin('typescript/bin/tsc'), '-p', 'tsconfig.tests.json'],
  ],
  lint: [
    [bin('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
    [bin('oxfmt/bin/oxfmt'), '--check'],
  ],
  format: [[bin('oxfmt/bin/oxfmt')]],
  generate: [[source, 'scripts/generate.ts']],
  bench: [[source, 'test/bench/bench.ts']],
  'providers:live': [[source, 'scripts/providers-live.ts']],
}

const steps = tasks[task]
if (!steps) {
  console.error(`scripts/run.mjs: choose one of ${Object.keys(tasks).join(', ')}`)
  process.exit(2)
}

install(root)
const node = pinnedNode(root)
if (!node) {
  console.error(
    `\nKaiwu 需要 Node.js 22.18 或更新版本（当前 ${process.version}），且没有适合本机的内置版本。请安装后重试。\n` +
      `Kaiwu needs Node.js 22.18 or newer (this is ${process.version}), and none is bundled for this machine. Install one and try again.\n`,
  )
  process.exit(78)
}
const env = {
  ...process.env,
  PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  // Nothing calls home.
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}

for (const [index, step] of steps.entries()) {
  if (task === 'start' && index === 0) console.log('kaiwu: 正在构建 building …')
  const program = step.find((part) => part.startsWith(root))
  if (program && !existsSync(program)) {
    console.error(`kaiwu: ${program} 不存在；请删除 node_modules 后重试 is missing; delete node_modules and try again`)
    process.exit(78)
  }
  const last = index === steps.length - 1
  // Before the demo, the build speaks only when it fails.
  const code = await run(last ? [...step, ...rest] : step, task === 'start' && !last)
  if (code !== 0) process.exit(code)
}

/** Runs one program to its end, passing on the signals this process gets, and gives its exit code. */
function run(args, quiet) {
  const child = spawn(node, args, { cwd: root, env, stdio: quiet ? ['ignore', 'pipe', 'inherit'] : 'inherit' })
  let held = ''
  child.stdout?.on('data', (chunk) => (held += chunk))
  const pass = (signal) => child.kill(signal)
  // Ctrl-C reaches the whole group by itself; the others come to this process alone.
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, pass)
  process.on('SIGINT', () => {})
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message)
      resolve(78)
    })
    child.on('exit', (status, signal) => {
      for (const passed of ['SIGTERM', 'SIGHUP']) process.off(passed, pass)
      if (quiet && status !== 0) process.stdout.write(held)
      resolve(signal ? 130 : (status ?? 1))
    })
  })
}

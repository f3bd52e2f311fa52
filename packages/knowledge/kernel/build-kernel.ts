/**
 * Compiles flat-kernel.ts and what it imports into src/vectors/flat/kernel-bytes.ts.
 *
 *   node packages/knowledge/kernel/build-kernel.ts           writes it
 *   node packages/knowledge/kernel/build-kernel.ts --check   exits with 1 when what is there is not what the source gives
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { main } from 'assemblyscript/asc'

const target = join(import.meta.dirname, '../src/vectors/flat/kernel-bytes.ts')

const sources = ['flat-kernel.ts', 'layout.ts', 'encode.ts', 'stages.ts'] as const

async function compile(): Promise<Uint8Array> {
  const compiled: Uint8Array[] = []
  const files = new Map<string, string>()
  for (const name of sources) files.set(name, await readFile(join(import.meta.dirname, name), 'utf8'))
  const features = ['simd', 'relaxed-simd', 'threads'].flatMap((name) => ['--enable', name])
  const memory = ['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536']
  const options = [
    'flat-kernel.ts',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    ...features,
    ...memory,
    '--outFile',
    'flat-kernel.wasm',
  ]
  const said: string[] = []
  const { error } = await main(options, {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (name, contents) => {
      if (name === 'flat-kernel.wasm') compiled.push(contents as Uint8Array)
    },
    listFiles: () => [],
    stderr: { write: (chunk) => void said.push(String(chunk)) },
  })
  const [bytes] = compiled
  if (error || !bytes) throw new Error(`asc: ${said.join('') || String(error)}`)
  return bytes
}

function asModule(bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,120}/g) ?? []
  return `// Generated from packages/knowledge/kernel/flat-kernel.ts by its build-kernel.ts. Do not edit.

/** The WebAssembly of the flat index's inner loops, in base64. */
export const kernelBytes: string = [
${lines.map((line) => `  '${line}',`).join('\n')}
].join('')
`
}

const made = asModule(await compile())
if (process.argv.includes('--check')) {
  const present = await readFile(target, 'utf8').catch(() => '')
  if (present !== made) {
    console.error(
      'packages/knowledge/src/vectors/flat/kernel-bytes.ts is not what kernel/flat-kernel.ts gives; run build-kernel.ts',
    )
    process.exitCode = 1
  }
} else {
  await writeFile(target, made)
  console.log(`${target}: ${made.length} characters`)
}

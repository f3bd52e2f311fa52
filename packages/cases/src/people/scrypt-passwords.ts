import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { passwordForm } from './password-policy.ts'

/** How passwords become hashes, and are compared with them. */
export type Passwords = Readonly<{
  /** A hash that holds its own salt and parameters. */
  hash(password: string): Promise<string>
  /** Whether a password is that of the hash. Without a hash it takes as long, and is false. */
  matches(password: string, hash: string | undefined): Promise<boolean>
  /** How many wait for their turn. */
  waiting(): number
}>

/** The cost of scrypt: `N` times `r` times 128 bytes of memory, `p` times over. */
export type ScryptCost = Readonly<{ N: number; r: number; p: number }>

// 32 MiB three times over: one of the settings that OWASP's Password Storage Cheat Sheet holds to be of equal strength.
const usualCost: ScryptCost = Object.freeze({ N: 2 ** 15, r: 8, p: 3 })
const saltBytes = 16
const hashBytes = 32
const atOnce = 2

type Derive = (password: string, salt: Uint8Array, length: number, options: ScryptCost & { maxmem: number }) => Promise<Buffer>
const derive = promisify(scrypt) as Derive

/**
 * Passwords by scrypt, each with a salt of its own: some 0.3 s of one processor each, two at a time, so that a crowd at the door leaves
 * threads to read files with. A hash reads `scrypt$N$r$p$salt$hash`, the last two in base64url; older costs stay readable.
 * @param cost lower in tests alone
 */
export function scryptPasswords(cost: ScryptCost = usualCost): Passwords {
  const limited = atMost(atOnce)
  const run = (password: string, salt: Uint8Array, { N, r, p }: ScryptCost): Promise<Buffer> =>
    limited.run(() => derive(password, salt, hashBytes, { N, r, p, maxmem: 256 * N * r }))
  // Nothing has this hash, and comparing with it costs what comparing with a real one does.
  const nobody: Hashed = { cost, salt: randomBytes(saltBytes), hash: randomBytes(hashBytes) }
  return Object.freeze({
    async hash(password) {
      const salt = randomBytes(saltBytes)
      const hash = await run(passwordForm(password) ?? '', salt, cost)
      return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
    },
    async matches(password, hash) {
      const form = passwordForm(password)
      const known = hash === undefined || form === undefined ? undefined : hashedOf(hash)
      const against = known ?? nobody
      const same = timingSafeEqual(await run(form ?? '', against.salt, against.cost), against.hash)
      return same && known !== undefined
    },
    waiting: limited.waiting,
  } satisfies Passwords)
}

type Hashed = Readonly<{ cost: ScryptCost; salt: Uint8Array; hash: Uint8Array }>

function hashedOf(text: string): Hashed | undefined {
  const [kind, N, r, p, salt = '', hash = ''] = text.split('$')
  const cost = { N: Number(N), r: Number(r), p: Number(p) }
  const bytes = Buffer.from(hash, 'base64url')
  if (kind !== 'scrypt' || bytes.length !== hashBytes) return undefined
  return { cost, salt: Buffer.from(salt, 'base64url'), hash: bytes }
}

/** Lets so many pieces of work run at once; the others wait in the order they came. */
function atMost(most: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return {
    waiting: () => waiting.length,
    run: async <T>(work: () => Promise<T>): Promise<T> => {
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await work()
      } finally {
        // The place goes from hand to hand, so that nobody who comes in between takes it.
        const next = waiting.shift()
        if (next) next()
        else running--
      }
    },
  }
}

import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

/** An address that a name stands for. */
export type HostAddress = Readonly<{ address: string; family: 4 | 6 }>

/** Looks a name up. */
export type ResolveHost = (host: string) => Promise<readonly HostAddress[]>

/** As the system does it, `/etc/hosts` included. */
export const systemResolve: ResolveHost = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

function listOf(...networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

// IANA, special-purpose address registries of IPv4 and IPv6 (RFC 6890). In the house: this machine, and private networks.
const house = listOf('127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '::1/128', 'fc00::/7')
// Nobody's service: link-local addresses, where clouds keep their keys, and those that other clouds keep them at.
const never = listOf(
  ...['0.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '198.18.0.0/15', '198.51.100.0/24'],
  ...['203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4', '100.100.100.200/32', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ...['fd00:ec2::254/128', '::/128'],
)
// Between providers and their customers; some houses use it.
const shared = listOf('100.64.0.0/10')
const global6 = listOf('2000::/3')
// These stand for addresses of IPv4, or for examples.
const notGlobal6 = listOf('2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20')

/**
 * Why an address may not be called; nothing when it may, and nothing for a name, which has to be looked up first.
 * @param internal loopback and private addresses may be called
 */
export function addressProblem(address: string, internal: boolean): string | undefined {
  const family = isIP(address)
  if (family === 0) return undefined
  const type = family === 6 ? 'ipv6' : 'ipv4'
  // `::ffff:127.0.0.1` is found in the lists of IPv4.
  const isIn = (list: BlockList): boolean => list.check(address, type)
  if (isIn(never)) return `${address} is an address that nobody may call`
  if (isIn(house) || isIn(shared))
    return internal ? undefined : `${address} is within the house, and the target is not marked internal`
  if (family === 6 && (!isIn(global6) || isIn(notGlobal6))) return `${address} is no public address`
  return undefined
}

/**
 * The addresses of a host, all of which may be called. A connection is then made to one of them and to nothing else, so that a second
 * look-up with another answer does not matter.
 * @throws Error that says why not, see {@link isAddressRefusal}; one forbidden address among others refuses them all
 */
export async function checkedAddresses(host: string, internal: boolean, resolve: ResolveHost): Promise<readonly HostAddress[]> {
  const name = host.replace(/^\[|\]$/g, '')
  const family = isIP(name)
  const found: readonly HostAddress[] = family === 0 ? await resolve(name) : [{ address: name, family: family === 6 ? 6 : 4 }]
  if (found.length === 0) throw new Error(`${name} has no address`)
  for (const { address } of found) {
    const problem = isIP(address) === 0 ? `${address} is no address` : addressProblem(address, internal)
    if (problem !== undefined) throw refusal(family === 0 ? `${name}: ${problem}` : problem)
  }
  return found
}

const refusals = new WeakSet<Error>()

function refusal(message: string): Error {
  const error = new Error(message)
  refusals.add(error)
  return error
}

/** Whether an error says that a host may not be called: to try again is of no use. */
export function isAddressRefusal(error: unknown): boolean {
  return error instanceof Error && refusals.has(error)
}

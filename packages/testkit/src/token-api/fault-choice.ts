import { seededRandom } from './random.ts'
import { quickFaults, type TokenFault } from './token-fault.ts'
import type { TokenRequest, TokenScript } from './token-script.ts'

/** Says of each request which fault it meets. */
export type FaultChooser = (script: TokenScript, request: TokenRequest, index: number) => TokenFault | undefined

/** A chooser with a draw of its own, for one server. A new seed begins a new draw. */
export function faultChooser(): FaultChooser {
  let seed = Number.NaN
  let next = seededRandom(1)
  return (script, request, index) => {
    const { fault, faultRate = 0, faultSeed = 1, faultMix = quickFaults } = script
    if (faultSeed !== seed) {
      seed = faultSeed
      next = seededRandom(faultSeed)
    }
    if (typeof fault === 'function') return fault(request, index)
    if (Array.isArray(fault)) return (fault as readonly (TokenFault | undefined)[])[index]
    if (fault !== undefined) return fault as TokenFault
    if (faultRate === 0) return undefined
    const [drawn, place] = [next(), next()]
    return drawn < faultRate ? faultMix[Math.floor(place * faultMix.length)] : undefined
  }
}

import type { Problem } from './request-problem.ts'

const listeners = new Set<() => void>()

/** Tells when the server says that nobody is signed in any more. @returns what ends it */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

/** Passes a problem on, and tells whoever listens when it says that nobody is signed in. */
export function noticed(problem: Problem): Problem {
  if (problem.code === 'SIGN_IN_REQUIRED') for (const listener of listeners) listener()
  return problem
}

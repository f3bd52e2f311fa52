import { useSyncExternalStore } from 'react'

/** Where the source stands beside the conversation instead of over it. */
export const wideScreen = '(min-width: 1080px)'

/** Where the views are chosen in a bar at the bottom, and tables become lists. */
export const narrowScreen = '(max-width: 760px)'

/** Whether a media query holds now. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query)
      media.addEventListener('change', listener)
      return () => media.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

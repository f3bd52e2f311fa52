import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import type { Turn } from './turn.ts'

const nearPixels = 80

/**
 * Keeps the end of a conversation in sight while it grows, unless the reader has scrolled up to read. A new question always
 * comes into sight; a finished answer that is taller than the screen is shown from its question on.
 */
export function useFollow(turns: readonly Turn[]): RefObject<HTMLDivElement | null> {
  const scroll = useRef<HTMLDivElement>(null)
  const following = useRef(true)
  const last = turns.at(-1)

  useEffect(() => {
    const element = scroll.current
    if (element === null) return undefined
    const look = (): void => {
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels
    }
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [])

  useLayoutEffect(() => {
    following.current = true
  }, [last?.id, turns.length])

  useLayoutEffect(() => {
    const element = scroll.current
    if (element === null || !following.current || last === undefined) return
    const question = element.querySelector(`[data-turn='${last.id}']`)
    const top =
      question === null ? 0 : question.getBoundingClientRect().top - element.getBoundingClientRect().top + element.scrollTop
    element.scrollTop = Math.min(top - 24, element.scrollHeight - element.clientHeight)
  }, [last])

  return scroll
}

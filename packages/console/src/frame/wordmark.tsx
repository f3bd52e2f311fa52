import type { ReactNode } from 'react'

/** Kaiwu's mark: the character 开 as a seal, and the name beside it. */
export function Wordmark(): ReactNode {
  return (
    <span className="wordmark">
      <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
        <rect width="32" height="32" rx="7" className="wordmark-seal" />
        <path d="M8.5 9.5h15M6.5 16h19M20.5 9.5v15M12 9.5V16c0 4-1.6 6.8-4.5 8.5" className="wordmark-strokes" />
      </svg>
      <span className="wordmark-name">
        Kaiwu <span lang="zh-CN">开物</span>
      </span>
    </span>
  )
}

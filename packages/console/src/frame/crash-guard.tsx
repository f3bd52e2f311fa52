import { Component, type ReactNode } from 'react'
import { writer } from '../texts.ts'
import { settings } from './settings.ts'

/** Catches what a view throws while it is drawn, also a view's file that could not be loaded, and offers to start over. */
export class CrashGuard extends Component<Readonly<{ children: ReactNode }>, Readonly<{ message?: string }>> {
  override state: Readonly<{ message?: string }> = {}

  static getDerivedStateFromError(error: unknown): Readonly<{ message: string }> {
    return { message: error instanceof Error ? error.message : String(error) }
  }

  override render(): ReactNode {
    const { message } = this.state
    if (message === undefined) return this.props.children
    const write = writer(settings.get().language)
    return (
      <div className="problem problem-page" role="alert">
        <strong className="problem-title">{write('crashTitle')}</strong>
        <p className="problem-detail">{write('crashDetail')}</p>
        <p className="problem-code">{message}</p>
        <button type="button" className="plain-button" onClick={() => location.reload()}>
          {write('reload')}
        </button>
      </div>
    )
  }
}

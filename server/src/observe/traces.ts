/**
 * Spans for OpenTelemetry: a request, and within it each call of the database and each signature. They carry the
 * route's template and what came of it; no id, no path, no query. Without an SDK in the process none of this is there.
 */
import { context, ProxyTracerProvider, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { aroundSigning, aroundStore, type Around, type Observer } from './observer.ts'

const NAME = 'countersign'

/** An SDK registers itself before the service is loaded: `node --import`. */
export function isTraced(): boolean {
  const provider = trace.getTracerProvider()
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(NAME) !== undefined
}

export function createTraces(): Observer {
  const tracer = trace.getTracer(NAME)
  /** Only inside a request: jobs run every few seconds and are nobody's to look at. */
  const spanning =
    (kind: SpanKind, prefix: string): Around =>
    async (name, work) => {
      if (trace.getActiveSpan() === undefined) return work()
      const span = tracer.startSpan(prefix + name, { kind })
      try {
        return await work()
      } catch (error) {
        // Not the error itself: its text may hold anything.
        span.setStatus({ code: SpanStatusCode.ERROR })
        throw error
      } finally {
        span.end()
      }
    }
  return {
    around: (needs) => ({
      ...needs,
      store: aroundStore(needs.store, spanning(SpanKind.CLIENT, 'store ')),
      keyring: aroundSigning(needs.keyring, spanning(SpanKind.INTERNAL, '')),
    }),
    watch(server: FastifyInstance) {
      const spans = new WeakMap<FastifyRequest, Span>()
      server.addHook('onRequest', (request, _reply, done) => {
        const route = request.routeOptions.url ?? 'none'
        const attributes = { 'http.request.method': request.method, 'http.route': route }
        spans.set(
          request,
          tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }),
        )
        done()
      })
      // Only here, because reading the body leaves the context that a hook before it was in.
      server.addHook('preValidation', (request, _reply, done) => {
        const span = spans.get(request)
        if (span === undefined) done()
        else context.with(trace.setSpan(context.active(), span), done)
      })
      server.addHook('onResponse', (request, reply, done) => {
        const span = spans.get(request)
        span?.setAttribute('http.response.status_code', reply.statusCode)
        if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR })
        span?.end()
        done()
      })
    },
  }
}

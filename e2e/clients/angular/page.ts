/** A page with Angular and angular-oauth2-oidc as they are published; what it does it is told by its test. */
// The packages come half compiled: this does the other half, in the browser.
import '@angular/compiler'
import { provideHttpClient } from '@angular/common/http'
import { createApplication } from '@angular/platform-browser'
import { OAuthService, provideOAuthClient } from 'angular-oauth2-oidc'
import { JwksValidationHandler } from 'angular-oauth2-oidc-jwks'

declare global {
  interface Window {
    oauth: OAuthService
  }
}

const { injector } = await createApplication({
  providers: [provideHttpClient(), provideOAuthClient(undefined, JwksValidationHandler)],
})
window.oauth = injector.get(OAuthService)

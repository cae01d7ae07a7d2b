package example;

import static org.springframework.security.authorization.AuthorityAuthorizationManager.hasAuthority;
import static org.springframework.security.authorization.AuthorizationManagers.allOf;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Signature, issuer and times are checked by the properties; audience, organization and permission here: each a 403. */
@SpringBootApplication
@RestController
public class Inventory {
  public static void main(String[] arguments) {
    SpringApplication.run(Inventory.class, arguments);
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http, @Value("${service.id}") String service) throws Exception {
    JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
    converter.setJwtGrantedAuthoritiesConverter(token -> authorities(token, service));
    return http
        .authorizeHttpRequests(
            calls ->
                calls
                    .requestMatchers("/organizations/{organization}/**")
                    .access(
                        allOf(
                            hasAuthority("external/" + service + "/inventory:item.read"),
                            Inventory::isOfRoute))
                    .anyRequest()
                    .denyAll())
        .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.jwtAuthenticationConverter(converter)))
        .build();
  }

  /** One service, many organizations: a token is good for the things of its own only. */
  static AuthorizationDecision isOfRoute(
      Supplier<? extends Authentication> caller, RequestAuthorizationContext call) {
    return new AuthorizationDecision(
        caller.get().getPrincipal() instanceof Jwt token
            && call.getVariables().get("organization").equals(token.getClaimAsString("context_name")));
  }

  /** The perms of a token that is for this service; of any other, an ID token too, none. */
  static Collection<GrantedAuthority> authorities(Jwt token, String service) {
    List<String> perms = token.getClaimAsStringList("perms");
    if (perms == null || !token.getAudience().contains(service)) return List.of();
    return perms.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
  }

  @GetMapping("/organizations/{organization}/items")
  Map<String, Object> items(@AuthenticationPrincipal Jwt token) {
    return Map.of("organization", token.getClaimAsString("context_name"), "items", List.of("forklift"));
  }
}

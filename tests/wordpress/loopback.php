<?php
// For tests only. WordPress asks no address on its own machine and no unusual port (wp_http_validate_url), and a site that
// is published has neither. Any other address is refused, so that the test leaves the machine for nothing.
add_filter('http_request_host_is_external', fn ($external, $host) => $external || $host === 'localhost', 10, 2);
add_filter('http_allowed_safe_ports', fn ($ports) => [...$ports, (int) getenv('RINGSIDE_SITE_PORT')]);
add_filter('pre_http_request', fn ($answer, $options, $url) =>
    in_array(parse_url($url, PHP_URL_HOST), ['localhost', '127.0.0.1'], true)
        ? $answer
        : new WP_Error('ringside', 'The test stays on this machine.'), 10, 3);

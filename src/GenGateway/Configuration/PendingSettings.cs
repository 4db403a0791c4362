namespace GenGateway.Configuration;

/// <summary>Every setting that is known and not in effect yet: read, named once at start-up, and otherwise without effect.</summary>
/// <remarks>
/// A setting that comes into effect leaves this table and is bound in <see cref="GatewayBinder"/>. Items of a list stand for the list; <c>*</c> is a name of
/// the user's, <c>**</c> anything. The last lines, and the flat names of <c>rate_limit</c>, are the predecessors'.
/// </remarks>
internal static class PendingSettings
{
    public static PendingSetting Root { get; } = PendingSetting.Parse("""
        server{trusted_proxies, inline_io, tls{enabled, cert_path, key_path}},
        surfaces{openai, anthropic, ollama, webui, akash, inference, jobs, dashboard, metrics, mcp},
        listeners{url, surfaces, auth},
        auth{methods{type, header, prefix, param}, secret_references},
        rate_limit{enabled, global{requests_per_second, burst_size}, per_client{requests_per_second, burst_size},
          per_model{*{requests_per_second, burst_size, requests_per_minute, tokens_per_minute, images_per_minute, max_concurrent}},
          requests_per_second, burst_size},
        limits{memory_in_flight, event_bytes, image_pixels, when_store_down},
        queue{enabled, batching{enabled, max_batch_size, max_wait_ms}},
        routing{default_strategy, model_mappings{*}, aliases{*}, fallbacks{*}, context_fallbacks{*},
          deadlines{connect_ms, first_token_ms, between_tokens_ms, total_ms},
          retry{max_attempts, backoff_ms, budget_percent, budget_min}, on_stream_break,
          models{*{on_stream_break, sticky, deadlines{connect_ms, first_token_ms, between_tokens_ms, total_ms}}}},
        breaker{failures, successes, open_secs},
        translation{strict},
        stream{ping_after_secs},
        prices{*{input_per_million, cached_input_per_million, output_per_million, per_image}},
        jobs{on_restart, keep_hours, webhooks{secret_env, allow_private, max_attempts}},
        records{text, fsync, on_full, journal_max_mb, retention_days},
        database{connection_string, migration_mode},
        storage{type, base_path, url_prefix, signed_links{enabled, expires_secs},
          cleanup{enabled, max_age_hours, run_interval_mins, max_total_mb},
          s3{endpoint, bucket, region, access_key_env, secret_key_env, presigned}},
        engine{hub_path, memory_mb, keep_alive_secs, share_prefix_cache, execution_providers, allow_pull},
        logging{output{type, path, rotation{max_size_mb, max_files}}},
        metrics{enabled, prometheus{enabled, path}, health_check{detailed, include_backends}},
        tracing{otlp_endpoint, sample_ratio},
        mcp{enabled},
        cors{allowed_methods, allowed_headers, max_age_secs},
        api{base_path, endpoints{**}}
        """);
}

namespace GenGateway.Tests.Configuration;

/// <summary>The example that names every setting; its names bind.</summary>
internal static class EveryKey
{
    public const string Yaml = """
        version: "1.0"

        server:
          host: 127.0.0.1
          port: 8080
          max_body_bytes: 33554432
          max_connections: 10000
          header_timeout_secs: 30
          body_timeout_secs: 60
          drain_timeout_secs: 30
          trusted_proxies: []
          inline_io: false
          tls: { enabled: false, cert_path: "", key_path: "" }

        surfaces:
          { openai: true, anthropic: true, ollama: true, webui: true, akash: true, inference: true, jobs: true, dashboard: true, metrics: true, mcp: true }

        listeners:
          - { url: "http://127.0.0.1:6571",  surfaces: [akash], auth: false }
          - { url: "http://127.0.0.1:3000",  surfaces: [inference, metrics] }
          - { url: "http://127.0.0.1:11434", surfaces: [ollama] }

        auth:
          enabled: true
          allow_anonymous: false
          methods: [bearer, api_key, basic]
          bypass_paths: []
          api_keys: [ "gg-a-plain-string-has-every-right" ]
          secret_references: ["env:GENGATEWAY_SECRET_", "file:/run/secrets/"]

        rate_limit:
          enabled: true
          global:     { requests_per_second: 100, burst_size: 200 }
          per_client: { requests_per_second: 10, burst_size: 20 }
          per_model:  { llama3: { requests_per_minute: 600, tokens_per_minute: 100000, images_per_minute: 30, max_concurrent: 16 } }

        limits:
          memory_in_flight: 25%
          event_bytes: 8388608
          answer_bytes: 67108864
          image_pixels: 67108864
          when_store_down: local_share

        queue:
          enabled: true
          max_size: 1000
          timeout_secs: 300
          batching: { enabled: true, max_batch_size: 8, max_wait_ms: 100 }

        routing:
          default_strategy: round_robin
          default_models: { chat: tiny-chat, completion: tiny-chat, embedding: mini, image: tiny-paint }
          model_mappings: {}
          aliases: {}
          fallbacks: {}
          context_fallbacks: {}
          deadlines: { connect_ms: 5000, first_token_ms: 30000, between_tokens_ms: 30000, total_ms: 600000 }
          retry: { max_attempts: 4, backoff_ms: 100, budget_percent: 20, budget_min: 10 }
          on_stream_break: error
          models: { llama3: { on_stream_break: continue, deadlines: { total_ms: 120000 }, sticky: conversation } }

        breaker: { failures: 3, successes: 2, open_secs: 30 }

        translation: { strict: false, fetch_images: true, fetch_private: false }
        stream: { ping_after_secs: 15 }

        prices: { gpt-4o: { input_per_million: 2.5, cached_input_per_million: 1.25, output_per_million: 10 }, dall-e-3: { per_image: 0.04 } }

        jobs:
          on_restart: resume
          keep_hours: 24
          webhooks: { secret_env: "", allow_private: false, max_attempts: 8 }

        records:
          text: full
          fsync: false
          on_full: drop_and_count
          journal_max_mb: 1024
          retention_days: 0

        database: { connection_string: "sqlite:file:data/database.db?mode=rwc", migration_mode: create_if_not_exists }

        storage:
          type: local
          base_path: ./generated_images
          url_prefix: ""
          signed_links: { enabled: false, expires_secs: 3600 }
          cleanup: { enabled: true, max_age_hours: 24, run_interval_mins: 60, max_total_mb: 0 }
          s3: { endpoint: "", bucket: "", region: "", access_key_env: "", secret_key_env: "", presigned: true }

        engine:
          enabled: true
          models_path: ./models
          hub_path: ""
          threads: 0
          max_sequences: 16
          memory_mb: 0
          keep_alive_secs: 300
          share_prefix_cache: false
          execution_providers: [cpu]
          allow_pull: admin

        logging: { level: info, format: json, output: [ { type: stdout } ] }
        metrics: { enabled: true, prometheus: { enabled: true, path: /metrics } }
        tracing: { otlp_endpoint: "", sample_ratio: 1.0 }
        cors: { enabled: false, allowed_origins: [] }
        mcp: { enabled: true }
        """;
}

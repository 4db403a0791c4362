namespace GenGateway.Configuration;

/// <summary>What every setting is for, in one sentence; the reference documentation is made of it.</summary>
internal static class SettingMeanings
{
    // A name without its first sections stands for every setting that ends so.
    private static readonly Dictionary<string, string> Meanings = Parse("""
        version: The version of the format.

        server.host: Where to listen; beyond this machine only with an API key.
        server.port: Where to listen.
        server.max_body_bytes: The largest request body; a larger one is refused with 413 before it is read.
        server.max_connections: How many connections may be open at once.
        server.header_timeout_secs: How long a request's head may take to arrive; then 408.
        server.body_timeout_secs: How long a request's body may take to arrive; then 408.
        server.drain_timeout_secs: After SIGTERM: how long open streams may finish.
        server.trusted_proxies: The networks whose X-Forwarded-For and X-Forwarded-Proto are believed.
        server.inline_io: Whether sockets are served on the threads that poll them.
        server.tls.enabled: Whether server.port speaks TLS.
        server.tls.cert_path: The certificate with its chain.
        server.tls.key_path: The certificate's private key.

        auth.enabled: Whether keys are asked for; without any key only programs of this machine are answered.
        auth.allow_anonymous: With enabled: false, needed beyond this machine.
        auth.methods: How a key may be sent; also a predecessor's list of sections with type, header, prefix, param.
        auth.bypass_paths: Paths that need no key.
        auth.api_keys: The keys: plain strings with every right, or sections with a name and exactly one of sha256, env and key.
        auth.api_keys[].name: The key's name in logs and records.
        auth.api_keys[].sha256: The SHA-256 of the key in hexadecimal digits.
        auth.api_keys[].env: The environment variable that holds the key.
        auth.api_keys[].key: The key itself.
        auth.api_keys[].scopes: What the key may do.
        auth.api_keys[].models: The models that the key may use.
        auth.api_keys[].expires: When the key stops being one.
        budget.usd: What may be spent in a period.
        budget.period: After what the budget begins anew; total = never.
        auth.secret_references: What a backend that is added over the API may refer to for its secrets.

        requests_per_second: How many requests per second.
        burst_size: How many requests at once before the rate counts.
        requests_per_minute: How many requests per minute.
        tokens_per_minute: How many tokens per minute.
        images_per_minute: How many pictures per minute.
        max_concurrent: How many at once.
        rate_limit.enabled: Whether the section counts; without the section there is no limit.
        rate_limit.requests_per_second: A predecessor's form of global.requests_per_second, which wins; 0 = its default.
        rate_limit.burst_size: A predecessor's form of global.burst_size, which wins; 0 = its default.

        cors.enabled: Whether web pages of other origins are answered.
        cors.allowed_origins: Origins of web pages that may ask: scheme://host[:port], or *.
        cors.allowed_methods: The methods that a page may use.
        cors.allowed_headers: The headers that a page may send.
        cors.max_age_secs: How long a browser need not ask again.

        routing.default_models.chat: The model of chat requests that name none; without it the first that can.
        routing.default_models.completion: The model of completions that name none.
        routing.default_models.embedding: The model of embeddings that name none.
        routing.default_models.image: The model of image requests that name none.
        routing.default_strategy: How the next endpoint of a pool is chosen.
        routing.model_mappings.<name>: The backend that serves a model.
        routing.aliases.<name>: Another name for a model, or for backend/model.
        routing.fallbacks.<name>: Where requests go when a backend or a model fails: backends or models, in order.
        routing.context_fallbacks.<name>: The model with a longer context that takes requests which are too long.
        routing.retry.max_attempts: Attempts in all.
        routing.retry.backoff_ms: The wait before the second attempt at an endpoint; doubles with each.
        routing.retry.budget_percent: How many of the last 10 seconds' requests of a pool may be retries.
        routing.retry.budget_min: Retries that are always free.
        on_stream_break: What happens when a backend breaks off in a stream.
        sticky: What keeps a conversation at the endpoint that knows its beginning.
        deadlines.connect_ms: Until a connection stands.
        deadlines.first_token_ms: From each dispatch until the first content; streams of text alone.
        deadlines.between_tokens_ms: Between two pieces of content; streams of text alone.
        deadlines.total_ms: From admission to the last byte.

        breaker.failures: Failures in a row that take an endpoint out.
        breaker.successes: Successes in a row that bring it back.
        breaker.open_secs: How long it is left alone before the next try.

        queue.enabled: Whether requests may wait at all.
        queue.max_size: How many requests may wait, per pool; more are refused with 429.
        queue.timeout_secs: How long a request may wait; then 504.
        queue.batching.enabled: Whether small requests for embeddings that come together share one call to their backend.
        queue.batching.max_batch_size: How many requests share a call at most; 1 = none.
        queue.batching.max_wait_ms: How long the first waits for others.

        engine.enabled: Whether the models of the embedded engine are offered.
        engine.models_path: The directory whose folders are models.
        engine.threads: Threads per model.
        engine.max_sequences: Sequences running at once per model.
        engine.hub_path: Where downloaded models lie; without it HF_HOME, else the usual place.
        engine.memory_mb: What weights, caches and pictures may take together.
        engine.keep_alive_secs: How long an idle model beyond the budget stays loaded.
        engine.share_prefix_cache: Whether keys share computed beginnings of prompts.
        engine.execution_providers: What the graphs run on, the first that is there.
        engine.allow_pull: Who may download models.

        limits.answer_bytes: The largest answer that is held whole.
        limits.event_bytes: The largest event of a stream; events with images may have answer_bytes.
        limits.memory_in_flight: What all requests and answers together may hold; more are refused with 503.
        limits.image_pixels: Most pixels of a picture that a client sends, told by its header; more are refused with 413.
        limits.when_store_down: What limits hold with many replicas while their common store cannot be reached.

        logging.level: The least level that is written.
        logging.format: How a line looks.
        logging.output[].type: Where lines go.
        logging.output[].path: The file.
        logging.output[].rotation.max_size_mb: A file that would grow beyond this is put aside.
        logging.output[].rotation.max_files: How many files there are at most.

        surfaces.openai: Whether OpenAI's routes are answered; a family that is off answers 404 in its own shape.
        surfaces.anthropic: Whether Anthropic's routes are answered.
        surfaces.ollama: Whether Ollama's routes are answered.
        surfaces.webui: Whether Stable Diffusion WebUI's routes are answered.
        surfaces.akash: Whether Akash's image routes are answered.
        surfaces.inference: Whether the inference and transaction routes are answered.
        surfaces.jobs: Whether requests may become jobs.
        surfaces.dashboard: Whether the dashboard is served.
        surfaces.metrics: Whether the metrics page is served.
        surfaces.mcp: Whether the Model Context Protocol is answered.
        listeners[].url: An address in addition to server.host and server.port.
        listeners[].surfaces: The families that are answered there.
        listeners[].auth: Whether keys are asked for there.

        api.base_path: What OpenAI's routes begin with.
        api.endpoints.image.enabled: Whether the image routes are answered.
        api.endpoints.image.path: Another path for image generation.
        api.endpoints.text.enabled: Whether the text routes are answered.
        api.endpoints.text.chat_completions: Another path for chat.
        api.endpoints.text.completions: Another path for completions.
        api.endpoints.models.enabled: Whether the list of models is answered.
        api.endpoints.models.path: Another path for it.
        api.endpoints.health.enabled: Whether /health is answered.
        api.endpoints.health.path: Another path for it.
        api.endpoints.admin.enabled: Whether the admin routes are answered.
        api.endpoints.admin.path: What the admin routes begin with.

        translation.fetch_images: Whether pictures that clients name by their addresses are fetched for backends that take none.
        translation.fetch_private: Whether they are fetched from addresses that are not public, too: only where every client may reach what the gateway reaches.
        translation.strict: Whether what cannot be carried to a backend of another protocol is refused instead of named.
        stream.ping_after_secs: After this silence a stream gets a comment that keeps its connection open.
        prices.<name>.input_per_million: USD per million tokens of the prompt.
        prices.<name>.cached_input_per_million: USD per million tokens of the prompt that were cached.
        prices.<name>.output_per_million: USD per million tokens of the answer.
        prices.<name>.per_image: USD per picture, beside its tokens where the backend tells any; without it pictures have no price.

        jobs.keep_hours: How long a finished job and its idempotency key are kept.
        jobs.on_restart: What happens to a job that ran when the program stopped.
        jobs.webhooks.secret_env: The environment variable that holds the secret which webhooks are signed with.
        jobs.webhooks.allow_private: Whether webhooks may go to private addresses.
        jobs.webhooks.max_attempts: How often a webhook is tried.
        records.text: What is kept of prompts and answers.
        records.fsync: Whether every record is forced to the disk.
        records.on_full: What happens to requests while the journal is full.
        records.journal_max_mb: The journal's largest size.
        records.retention_days: How long records are kept.
        database.connection_string: Where records and jobs are kept.
        database.migration_mode: What happens to the tables at the start.

        storage.type: Where pictures are kept; s3 is not there yet and stops the start.
        storage.base_path: The directory of the pictures.
        storage.url_prefix: What links to pictures begin with; without it the scheme and host that the client used, and /images.
        storage.signed_links.enabled: Whether links are signed and expire; then pictures are given for such links only.
        storage.signed_links.expires_secs: How long one counts.
        storage.cleanup.enabled: Whether old pictures are deleted.
        storage.cleanup.max_age_hours: How old a picture may become.
        storage.cleanup.run_interval_mins: How often is looked.
        storage.cleanup.max_total_mb: How much all pictures may take; the oldest go first.
        storage.s3.endpoint: The service's address.
        storage.s3.bucket: The bucket.
        storage.s3.region: The region.
        storage.s3.access_key_env: The environment variable that holds the access key.
        storage.s3.secret_key_env: The environment variable that holds the secret key.
        storage.s3.presigned: Whether links lead to the service itself.
        storage.path: What a predecessor's deploy scripts wrote for base_path, which wins.
        storage.max_age_hours: What they wrote for cleanup.max_age_hours, which wins.
        storage.cleanup_interval_secs: What they wrote for cleanup.run_interval_mins, which wins.
        load_balancer.strategy: How the next endpoint is chosen.

        metrics.enabled: Whether there is a metrics page.
        metrics.prometheus.enabled: Whether it speaks Prometheus' text.
        metrics.prometheus.path: Its path.
        metrics.health_check.detailed: Whether /health says more than its status.
        metrics.health_check.include_backends: Whether /health counts the backends.
        tracing.otlp_endpoint: Where spans are sent, over OTLP.
        tracing.sample_ratio: Which part of requests is traced.
        mcp.enabled: Whether the Model Context Protocol is answered.

        defaults.connection.timeout_ms: See timeout_ms of a backend, for those that do not write it.
        defaults.connection.retry_count: See retry_count of a backend, for those that do not write it.
        defaults.connection.max_connections: See max_connections of a backend, for those that do not write it.
        health_check.enabled: Whether the backend is probed; traffic counts all the same.
        health_check.path: The path that is probed, below the endpoint, and on 404 below its origin.
        health_check.interval_secs: How often.
        health_check.timeout_secs: How long an answer may take.
        health_check.failures: Failed probes in a row that make an endpoint unhealthy.
        health_check.successes: Good ones in a row that make it healthy.
        health_check_path: A predecessor's form of health_check.path, which wins.
        health_check_interval_secs: A predecessor's form of health_check.interval_secs, which wins.

        backends.GROUP[].name: The backend's name.
        backends.GROUP[].protocol: What it speaks.
        backends.GROUP[].type: What it generates.
        backends.GROUP[].backend_type: Another name for type.
        backends.GROUP[].endpoints: Its addresses: texts, or sections with a weight and credentials of their own; needed but with onnx and akash.
        backends.GROUP[].endpoints[].url: The address.
        backends.GROUP[].endpoints[].weight: Its share among the endpoints.
        backends.GROUP[].weight: Its share among the backends of a pool.
        backends.GROUP[].load_balancer.weight: Another form of weight, and wins over it.
        backends.GROUP[].enabled: Whether it takes part.
        backends.GROUP[].models: Its models: names, or sections.
        backends.GROUP[].models[].id: The model's name for clients.
        backends.GROUP[].models[].upstream: The model's name at the backend; without it the same.
        backends.GROUP[].models[].context: Its longest context in tokens.
        backends.GROUP[].models[].tokenizer: A tokenizer.json, or a folder with one: it counts where the backend tells no usage.
        backends.GROUP[].models[].capabilities: What the model can; without it what the backend can.
        backends.GROUP[].capabilities: What all of its models can; responses: the server has /v1/responses and keeps responses itself, so that they pass as they come.
        auth.type: How the secret is sent; without it a bearer token, or the header that is named.
        auth.header_name: The header, or with type query the parameter, that carries the secret.
        auth.token_env: The environment variable that holds the secret; with basic user:password; the first of these four that is written counts.
        auth.token_file: The file that holds the secret.
        auth.token: The secret itself, or env:NAME, or file:PATH.
        auth.api_key: A predecessor's form of token.
        backends.GROUP[].timeout_ms: For whole answers and images the total, for streams the first token; counts only where it is written, here or in defaults.
        backends.GROUP[].retry_count: Attempts after the first at this backend.
        backends.GROUP[].max_connections: Open connections, per endpoint.
        backends.GROUP[].options: Fields of the protocol's own, such as keep_alive for ollama and max_tokens for anthropic.
        backends.GROUP[].onnx.path: A model's folder; exactly one of path and hub is needed.
        backends.GROUP[].onnx.hub: A Hugging Face repository.
        backends.GROUP[].onnx.file: The graph inside; without it the best that fits.
        backends.GROUP[].onnx.revision: The repository's revision.
        backends.GROUP[].onnx.threads: Threads.
        backends.GROUP[].onnx.context: The longest context in tokens.
        backends.GROUP[].onnx.max_sequences: Sequences running at once.
        backends.GROUP[].cancel_by_stream: Whether a whole answer is asked for as a stream and joined, so that it can be cancelled.
        backends.GROUP[].prefill: How a begun answer is continued.
        backends.GROUP[].shared: Whether others use this server too, so that it is never interrupted.
        backends.GROUP[].max_n: The most pictures that are asked for at once.
        backends.GROUP[].max_message_mb: The largest gRPC message.
        backends.GROUP[].dialect: What an http backend for images speaks; without it found by probes that read only.
        backends.GROUP[].checkpoint: The checkpoint of the built-in graphs; without it the first that the server lists.
        backends.GROUP[].allowed_hosts: Hosts besides its own from which pictures are fetched that it links to: by the usual port, or the one behind a colon; what is allowed by its own name may be a private address, what *.domain allows not.
        backends.GROUP[].prompt_template.inline: A Jinja template for raw prompts.
        backends.GROUP[].prompt_template.file: A file with one.
        backends.GROUP[].generation.default_model: A predecessor's name for the model that is used where none is named.
        backends.GROUP[].generation.supported_sizes: The sizes that it can draw.
        backends.GROUP[].generation.models: A predecessor's form of models.
        backends.GROUP[].workflows[].model: The name of the model that the graph becomes.
        backends.GROUP[].workflows[].file: The graph, saved in API format.
        bindings.<name>.node: The node that a request's field goes to.
        bindings.<name>.input: The node's input.
        bindings.<name>.type: What the field must be.
        bindings.<name>.required: Whether a request must have it.
        bindings.<name>.min: The least value.
        bindings.<name>.max: The largest value.
        bindings.<name>.default: What is taken where the request has none.
        output.node: The node whose pictures are the answer.
        request.method: The method of a service of one's own (protocol http).
        request.path: Its path below the endpoint.
        request.headers.<name>: A header that is sent.
        request.body: The body's members, free in form; {{field}} takes a field of the request (docs/images.md).
        response.images: Where the answer has its pictures.
        response.text: Where the answer has its text.
        response.embeddings: Where the answer has its embeddings.
        response.seeds: Where the answer has its seeds.
        response.error: Where the answer has its error.
        midjourney.prefix: What the service's paths begin with.
        midjourney.pictures: How the grid becomes pictures.
        midjourney.poll_interval_secs: How often is asked.
        midjourney.max_poll_secs: How long is asked.
        akash.base_url: The service's address, where there are no endpoints.
        akash.submit_timeout_secs: How long submitting may take.
        akash.status_timeout_secs: How long each question may take.
        akash.fetch_timeout_secs: How long fetching the picture may take.
        akash.poll_interval_secs: How often is asked.
        akash.max_poll_secs: How long is asked.
        akash.max_concurrent: How many at once.
        akash.preferred_gpu: The graphics cards, best first.
        """);

    /// <summary>Every name that has a meaning.</summary>
    public static IEnumerable<string> Names => Meanings.Keys;

    /// <summary>The sentence of the setting's full name, else of the longest end of it; or null.</summary>
    public static string? Of(string path)
    {
        for (var name = path; ; name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (Meanings.TryGetValue(name, out var meaning)) return meaning;
            if (!name.Contains('.', StringComparison.Ordinal)) return null;
        }
    }

    // Lines of: name, colon, sentence.
    private static Dictionary<string, string> Parse(string table) => table
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(": ", 2))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}

namespace GenGateway.Errors;

/// <summary>Everything that can go wrong on the road. Each member has exactly one row in <see cref="FailureTable"/>.</summary>
public enum FailureKind
{
    /// <summary>The body is no JSON.</summary>
    InvalidJson,

    /// <summary>A field is missing, of the wrong type or out of range.</summary>
    InvalidValue,

    /// <summary>A field that the backend cannot carry, refused because the client asked for strictness.</summary>
    UnsupportedParameter,

    /// <summary>Prompt and answer do not fit the model's context.</summary>
    ContextLengthExceeded,

    /// <summary>No key, or one that is not known.</summary>
    InvalidApiKey,

    /// <summary>The key is known and may not do this.</summary>
    InsufficientScope,

    /// <summary>A web page of another origin, or a name that another site points here (DNS rebinding).</summary>
    ForeignOrigin,

    /// <summary>No backend serves the model.</summary>
    ModelNotFound,

    /// <summary>The named backend does not exist.</summary>
    BackendNotFound,

    /// <summary>No such route or thing.</summary>
    NotFound,

    /// <summary>The route exists, not with this method.</summary>
    MethodNotAllowed,

    /// <summary>The client was slower than the server waits for a body.</summary>
    RequestTimeout,

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>The body is of a media type that the route does not take.</summary>
    UnsupportedMediaType,

    /// <summary>A limit of requests, tokens or pictures is reached: the gateway's, or the backend's own.</summary>
    RateLimitExceeded,

    /// <summary>The key's budget is spent.</summary>
    BudgetExceeded,

    /// <summary>The backend's queue is full.</summary>
    QueueFull,

    /// <summary>The backend failed or answered what is no answer.</summary>
    BackendError,

    /// <summary>The backend found the client's request wrong.</summary>
    BackendRefused,

    /// <summary>Every backend of the model is out of service.</summary>
    NoHealthyBackends,

    /// <summary>The memory for bodies and answers in flight is used up.</summary>
    MemoryFull,

    /// <summary>The journal of records is full, and nothing is to be generated without a record.</summary>
    RecordsFull,

    /// <summary>The database cannot answer or take anything now.</summary>
    StoreUnavailable,

    /// <summary>The server is stopping.</summary>
    Draining,

    /// <summary>A deadline passed.</summary>
    Timeout,

    /// <summary>The client closed the connection. Never counted against a backend.</summary>
    ClientLeft,

    /// <summary>A defect of the gateway itself.</summary>
    Internal,
}

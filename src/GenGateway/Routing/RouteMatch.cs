namespace GenGateway.Routing;

/// <summary>By which rule a name was found.</summary>
public enum RouteMatch
{
    /// <summary>By none.</summary>
    None,

    /// <summary>A backend serves it by this name.</summary>
    Exact,

    /// <summary><c>routing.aliases</c> says what it means.</summary>
    Alias,

    /// <summary>It is <c>backend/model</c>.</summary>
    BackendAndModel,

    /// <summary><c>routing.model_mappings</c> says who has it.</summary>
    Mapping,

    /// <summary>The request names none.</summary>
    Default,
}

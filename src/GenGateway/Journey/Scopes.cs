namespace GenGateway.Journey;

/// <summary>What a caller may do.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing but what every key may: the list of models.</summary>
    None = 0,

    /// <summary><c>generate</c>: everything that generates, and what came of it.</summary>
    Generate = 1,

    /// <summary><c>read</c>: backends, transactions, usage.</summary>
    Read = 2,

    /// <summary><c>admin</c>: all that changes the gateway.</summary>
    Admin = 4,

    /// <summary><c>files:path</c>: to be told where files lie on the server.</summary>
    FilesPath = 8,

    /// <summary>Every right: a plain key, and everybody where no keys are asked for.</summary>
    All = Generate | Read | Admin | FilesPath,
}

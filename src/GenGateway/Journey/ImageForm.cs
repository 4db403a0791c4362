namespace GenGateway.Journey;

/// <summary>How a client wants its pictures.</summary>
public enum ImageForm
{
    /// <summary>In the answer itself.</summary>
    Inline,

    /// <summary>As links to the gateway's store.</summary>
    Link,

    /// <summary>As paths of files in the gateway's store.</summary>
    File,
}

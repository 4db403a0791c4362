namespace GenGateway.Configuration;

/// <summary>Takes a new configuration while requests run.</summary>
public interface IConfigurationTarget
{
    /// <summary>Whether there are, or were, keys beside those of the configuration: then a configuration without any opens nothing.</summary>
    bool HasStoredKeys => false;

    /// <summary>
    /// Swaps the new configuration in: requests that began keep what they began with, later ones see the new one whole.
    /// Called by one thread at a time, never at once; must not throw, since everything was checked before.
    /// </summary>
    /// <param name="next">The whole new configuration; what needs a restart has its old value in it.</param>
    /// <param name="changes">What differs from the one before; never empty.</param>
    void Apply(GatewayConfig next, ConfigurationChanges changes);
}

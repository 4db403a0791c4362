using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GenGateway.Load.Modes;

/// <summary>What a table was measured on.</summary>
internal static class MachineLine
{
    public static string Text()
    {
        var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        return $"{TimeProvider.System.GetLocalNow():yyyy-MM-dd} · {Environment.ProcessorCount} vCPU {model} · {RuntimeInformation.OSDescription}, kernel {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()} · {RuntimeInformation.FrameworkDescription}, SDK {Say("dotnet", "--version")} · {Say("nginx", "-v").Replace("nginx version: ", "", StringComparison.Ordinal)} · loopback; driver and upstream on the same cores";
    }

    private static string Say(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true });
            return process is null ? "?" : (process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd()).Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "(absent)";
        }
    }
}

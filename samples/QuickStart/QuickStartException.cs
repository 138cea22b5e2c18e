namespace DynamoBackup.QuickStart;

/// <summary>The commands cannot be shown. The message is for the user: what is missing, and what to do.</summary>
/// <param name="message">The message.</param>
internal sealed class QuickStartException(string message) : Exception(message);

namespace DynamoBackup.BackupEndpoint;

/// <summary>An error answer of the service.</summary>
/// <param name="code">The error code without its name space, such as TableNotFoundException.</param>
/// <param name="message">What the caller reads; null for an error that comes without a message.</param>
/// <param name="status">The HTTP status.</param>
internal sealed class ServiceException(string code, string? message, int status = 400) : Exception(message)
{
    public string Code { get; } = code;

    public string? Text { get; } = message;

    public int Status { get; } = status;

    /// <summary>The code with the name space that the service puts before it: DynamoDB's own errors have one, those of the
    /// framework it is built on have others.</summary>
    public string Type => Code switch
    {
        "ValidationException" => "com.amazon.coral.validate#" + Code,
        "ThrottlingException" => "com.amazon.coral.availability#" + Code,
        "AccessDeniedException" or "ExpiredTokenException" or "IncompleteSignatureException" or "InternalFailure"
            or "InvalidSignatureException" or "MissingAuthenticationTokenException" or "SerializationException"
            or "UnknownOperationException" or "UnrecognizedClientException" => "com.amazon.coral.service#" + Code,
        _ => "com.amazonaws.dynamodb.v20120810#" + Code,
    };

    /// <summary>Serialization errors alone spell their message with a capital.</summary>
    public string MessageMember => Code == "SerializationException" ? "Message" : "message";

    public static ServiceException Validation(string message) => new("ValidationException", message);

    public static ServiceException Serialization(string? message) => new("SerializationException", message);

    public static ServiceException AccessDenied() => new("AccessDeniedException", "Access is denied");

    // The words that probes saw (DDB-BACKUP-020).
    public static ServiceException Throttling(string? message = null) => new("ThrottlingException", message ?? "Rate exceeded");

    public static ServiceException InternalServerError(string? message = null) =>
        new("InternalServerError", message ?? "Internal server error", 500);

    public static ServiceException TableNotFound(string name) => new("TableNotFoundException", $"Table not found: {name}");

    public static ServiceException ResourceNotFound(string name) =>
        new("ResourceNotFoundException", $"Requested resource not found: Table: {name} not found");

    public static ServiceException BackupNotFound(string arn) => new("BackupNotFoundException", $"Backup not found: {arn}");

    // The words that probes saw (DDB-BACKUP-002); the service model's own are others.
    public static ServiceException BackupsBeingEnabled(string table) =>
        new("ContinuousBackupsUnavailableException", $"Backups are being enabled for the table: {table}. Please retry later");

    // The words that probes saw while a restore read the backup (DDB-BACKUP-010).
    public static ServiceException BackupInUse(string arn) =>
        new("BackupInUseException", $"Backup is being used to restore table: {arn}");

    // The words of DDB-TABLE-444.
    public static ServiceException ResourceInUse(string detail) =>
        new("ResourceInUseException", $"Attempt to change a resource which is still in use: {detail}");
}

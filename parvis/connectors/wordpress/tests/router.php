<?php
// What a web server's rewrite rules do for WordPress: files as they are, all else to index.php. For PHP's own server.
define('ABSPATH', getenv('PARVIS_WP_SITE') . '/');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if ($path !== '/' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = $_SERVER['PHP_SELF'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
